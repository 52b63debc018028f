#!/bin/sh
# Removes all that a run has made: its processes, its namespaces, its files. Started by keeper.ts with the run's name
# and folder. It waits for the end of its standard input, which comes when the run ends, however it ends.
run=$1
folder=$2
# Ctrl-C is for the run. This goes on until the run has gone.
trap '' INT TERM HUP
# Held as long as the run lives: a leftover is a run that nobody holds the lock of.
exec 9>"$folder/lock"
flock --nonblock 9 || exit 1
echo ready
cat >/dev/null 9>&-

names=$(ip netns list | cut -d ' ' -f 1 | grep "^$run-")
for name in $names; do
  # Stopped processes too: SIGKILL needs no consent.
  pids=$(ip netns pids "$name") && [ -n "$pids" ] && kill -KILL $pids
done
for name in $names; do
  ip netns delete "$name"
  rm -rf "/etc/netns/$name"
done
rmdir /etc/netns 2>/dev/null
rm -rf "$folder"
