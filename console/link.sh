#!/bin/sh
# The console's linker: the widget's, which also says where the program may be taken apart.
exec "$(dirname "$0")/../widget/link.sh" "$@" --emit-relocs
