#!/usr/bin/env bash
# Enrols a device at the running hub, keeps its secret in docker/secrets/device-DEVICE, and lets it in at the
# broker. Run it without a device to bring the broker's users in line with the hub's, as after a revocation.
# Usage: docker/enrol.sh [SITE DEVICE]
set -euo pipefail
umask 022
cd "$(dirname "$0")"
[[ $# -eq 0 || $# -eq 2 ]] || { echo 'usage: enrol.sh [SITE DEVICE]' >&2; exit 2; }

lookout() {
  docker compose exec -T hub \
    node --env-file-if-exists=/run/secrets/hub.env cloud-hub/bin/lookout.js "$@"
}

# Files that containers have mounted are written in place: after a rename they would keep seeing the old one.
if [[ $# -eq 2 ]]; then
  credential=$(lookout device add "$2" --site "$1" --json)
  sed -n 's/^ *"secret": "\(.*\)",\{0,1\}$/\1/p' <<<"$credential" >"secrets/device-$2"
fi
users=$(lookout device passwords)
printf '%s\n' "$users" >secrets/mosquitto_passwords
docker compose kill --signal HUP mosquitto
