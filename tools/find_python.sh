#!/bin/sh
# Print the first Python on the PATH that this book runs on (3.11 to 3.14), else a newer
# one, else whatever `python3` is: tools/bootstrap.py then says what is wrong with it.
# A name that exists may still not run (pyenv's shims), so each candidate is asked.
newer=
for name in python3 python3.13 python3.12 python3.11 python3.14 python; do
    minor=$("$name" -c 'import sys; print(sys.version_info[0] * 100 + sys.version_info[1])' \
        2>/dev/null) || continue
    case $minor in
        311 | 312 | 313 | 314) echo "$name"; exit 0 ;;
        31[5-9] | 3[2-9]?) newer=${newer:-$name} ;;
    esac
done
echo "${newer:-python3}"
