#pragma once

namespace clamor::storage {

// For a process that writes many rows: memory for the pages of its writer, in one piece. Asked for one by one,
// each would take the next larger piece the allocator has, a fifth more. All of it is touched at once, so whoever
// only reads is better off without. To be called before anything else of storage/, later it does nothing.
void take_room_for_pages();

}  // namespace clamor::storage
