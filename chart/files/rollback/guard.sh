#!/bin/sh
# Refuses a rollback that would change where the data lives: exits with 1 and says what differs and how to go on.
#
# Environment: RELEASE, NAMESPACE, and of the revision that is rolled back to: TARGET_REVISION, TARGET_PRIMARY (where its
# primary keeps the data, in words). RUNNING: the folder with the same of the revision that runs; /running if unset.
set -eu
running=${RUNNING:-/running}

if [ ! -f "$running/primary" ]; then
  echo "The running revision doesn't say where its data lives: it is from before this check. Nothing to compare."
  exit 0
fi
primary=$(cat "$running/primary")
if [ "$primary" = "$TARGET_PRIMARY" ]; then
  echo "The data stays where it is: $primary."
  exit 0
fi

# Not a here-document: older shells write those to a file, and the file system is read-only.
printf '%s\n' \
  "This rollback is refused: it would change where Redis' data lives." \
  '' \
  "  now:                $primary" \
  "  after the rollback: $TARGET_PRIMARY" \
  '' \
  "What was written to the one place isn't in the other. Nothing was changed." \
  'Helm now calls the release pending-rollback and refuses upgrades. This ends that (run it twice, if Helm says at first that' \
  'it cannot patch a PodDisruptionBudget):' \
  '' \
  "  helm rollback $RELEASE $(cat "$running/revision") -n $NAMESPACE" \
  '' \
  'If you want the data of the other place all the same, and know that the present data is left behind:' \
  '' \
  "  helm rollback $RELEASE $TARGET_REVISION -n $NAMESPACE --no-hooks"
exit 1
