#!/bin/sh
# untranslated.sh CATALOGUE.po STRINGS.pot: lists every string of the code that has no finished translation, and
# fails when there is one. `ninja update_po` writes them into the catalogue.
set -eu
merged=$(msgmerge --quiet --no-fuzzy-matching --no-wrap --output-file - "$1" "$2")
open=$(printf '%s\n' "$merged" | msgattrib --untranslated --no-obsolete --no-wrap
       printf '%s\n' "$merged" | msgattrib --only-fuzzy --no-obsolete --no-wrap)
if [ -n "$open" ]; then
  printf '%s\n' "$open" | sed -e '1,/^$/d' >&2
  printf '\n%s: not finished. Run "ninja update_po" and translate what is empty.\n' "$1" >&2
  exit 1
fi
