#!/bin/sh
# Removes everything that a run has created: processes, namespaces and files. reaper.ts starts it as
#   reaper.sh <run> <folder>   for a new run, whose folder it creates
#   reaper.sh <run>            for a leftover of a run that has died
# It waits until its standard input closes, which happens when the run ends in whatever way.
run=$1
folder=$2
lock=/var/run/$run.lock
# Ctrl-C is meant for the run. This script has to outlive it.
trap '' INT TERM HUP
# The lock is held for as long as the run lives. It does not lie in the run's folder: runs with another TMPDIR must find
# it too. It contains the folder's path.
if [ -n "$folder" ]; then
  # Locked before it gets its name: no other run can take this one for a leftover.
  exec 9>"$lock.new" && flock 9 && echo "$folder" >&9 && mv "$lock.new" "$lock" && mkdir "$folder" || exit 1
else
  exec 9<>"$lock" && flock --nonblock 9 || exit 1
  read -r folder <"$lock"
fi
echo ready
cat >/dev/null 9>&-

# Not `ip netns list`: it complains about namespaces that other runs are creating at this moment.
for path in /var/run/netns/"$run"-*; do
  # SIGKILL ends stopped processes too.
  [ -e "$path" ] && pids=$(ip netns pids "${path##*/}") && [ -n "$pids" ] && kill -KILL $pids
done
for path in /var/run/netns/"$run"-*; do
  [ -e "$path" ] && ip netns delete "${path##*/}"
done
rm -rf /etc/netns/"$run"-*
rmdir /etc/netns 2>/dev/null
# The lock goes last: if anything is left, it makes this run a leftover that the next run removes.
[ -z "$folder" ] || rm -rf "$folder" || exit 1
rm -f "$lock"
