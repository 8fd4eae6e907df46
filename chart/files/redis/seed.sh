#!/bin/bash
# Makes an RDB file the data of a Redis with `appendonly yes`, which ignores a dump.rdb: it becomes the base file of an append-only file.
#
#   seed.sh RDB FOLDER [APPENDDIRNAME [APPENDFILENAME]]
#
# RDB lies on the same volume as FOLDER, Redis' data folder, and is moved. No Redis may run on FOLDER. An append-only file that is there
# already is kept as APPENDDIRNAME.before-seed, in place of a former one of that name. Exit code 1, and nothing is changed, when the RDB file is
# no whole one. It may be interrupted at any point and repeated: FOLDER holds the old data, or none, or the new.
set -euo pipefail
rdb=$1 folder=$2 name=${3:-appendonlydir} file=${4:-appendonly.aof}

if ! check=$(redis-check-rdb "$rdb" 2>&1); then
  printf 'seed: %s is no whole RDB file, or of a newer Redis: %s\n' "$rdb" "$(tail -n 1 <<<"$check")" >&2
  exit 1
fi
part=$folder/$name.part
rm -rf "$part"
mkdir "$part"
printf 'file %s.1.base.rdb seq 1 type b\n' "$file" >"$part/$file.manifest"
mv "$rdb" "$part/$file.1.base.rdb"
sync "$part"/* "$part"
if [[ -e $folder/$name ]]; then
  rm -rf "$folder/$name.before-seed"
  mv "$folder/$name" "$folder/$name.before-seed"
fi
mv "$part" "$folder/$name"
sync "$folder"
