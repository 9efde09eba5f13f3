#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <clocale>
#include <csignal>
#include <iostream>

#include "cli/command.hpp"

// Asked by jemalloc, where it is linked: two arenas for the two or three threads that are busy at once,
// pieces of up to 256 KB (a page's rows) kept by the thread that freed them, and what nobody needs goes back
// soon.
extern "C" const char* malloc_conf;
const char* malloc_conf = "narenas:2,tcache_max:262144,dirty_decay_ms:500,muzzy_decay_ms:0";

namespace {

// A dump would hold tokens and passwords, or what people wrote, whichever command crashed.
void no_core_dumps() {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
#ifndef __SANITIZE_ADDRESS__  // its leak check has to look into the process
  ::prctl(PR_SET_DUMPABLE, 0);
#endif
}

}  // namespace

int main(int argc, char** argv) {
  no_core_dumps();
  ::umask(077);  // whatever we write is its owner's alone: pictures, tables, caches, what children write
  std::setlocale(LC_CTYPE, "C.UTF-8");
  std::signal(SIGPIPE, SIG_IGN);  // `clamor status | head` ends quietly
  const std::vector<std::string> args(argv + 1, argv + argc);
  return clamor::cli::run(args, std::cin, std::cout, std::cerr, isatty(STDERR_FILENO) == 1);
}
