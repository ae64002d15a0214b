#!/usr/bin/env bash
# Makes docker/secrets/ for compose.yaml: passwords, a certificate authority, and a certificate for broker and
# hub. What is there already stays. Usage: docker/secrets.sh [DEVICE...]   (default: pump-01 pump-02)
# A device added later: run it with the new name, then `docker compose kill -s HUP mosquitto`.
# Needs openssl, and either mosquitto_passwd or docker.
set -euo pipefail
umask 022
cd "$(dirname "$0")"
dir=${LOOKOUT_SECRETS_DIR:-secrets}
mosquitto_image=eclipse-mosquitto:2.0

# Each container runs as another user and sees single files: they are readable, and the folder keeps others out.
mkdir -p -m 700 "$dir"
chmod 700 "$dir"

password() { [[ -s $dir/$1 ]] || openssl rand -hex 24 >"$dir/$1"; }

authority() {
  [[ -s $dir/ca.crt ]] && return
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 \
    -subj '/CN=Lookout private authority' -keyout "$dir/ca.key" -out "$dir/ca.crt" 2>/dev/null
  chmod 600 "$dir/ca.key"
}

# certificate SERVICE: for the service's name in the compose network, and for this machine's loopback.
certificate() {
  [[ -s $dir/$1.crt ]] && return
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$1" \
    -addext "subjectAltName=DNS:$1,DNS:localhost,IP:127.0.0.1" \
    -keyout "$dir/$1.key" -out "$dir/$1.csr" 2>/dev/null
  openssl x509 -req -in "$dir/$1.csr" -copy_extensions copy -days 825 \
    -CA "$dir/ca.crt" -CAkey "$dir/ca.key" -out "$dir/$1.crt" 2>/dev/null
  rm "$dir/$1.csr"
  chmod 644 "$dir/$1.key"
}

# Written in place, because a container that has the file mounted keeps seeing the old one after a rename.
broker_users() {
  local plain
  plain=$(mktemp -d)
  trap 'rm -rf "$plain"' RETURN
  printf 'hub:%s\n' "$(<"$dir/mqtt_password")" >"$plain/users"
  for file in "$dir"/device-*; do
    printf '%s:%s\n' "${file##*/device-}" "$(<"$file")" >>"$plain/users"
  done
  if command -v mosquitto_passwd >/dev/null; then
    mosquitto_passwd -U "$plain/users"
  else
    docker run --rm --user "$(id -u):$(id -g)" --volume "$plain:/plain" "$mosquitto_image" \
      mosquitto_passwd -U /plain/users
  fi
  cat "$plain/users" >"$dir/mosquitto_passwords"
}

[[ $# -gt 0 ]] || set -- pump-01 pump-02
for device in "$@"; do
  if [[ ! $device =~ ^[a-z0-9][a-z0-9-]{0,62}$ || $device == hub ]]; then
    echo "secrets.sh: '$device' is no device name: 1 to 63 of a-z, 0-9 and '-', not 'hub'" >&2
    exit 2
  fi
  password "device-$device"
done
password mqtt_password
password postgres_password
authority
certificate mosquitto
certificate hub
broker_users
cat >"$dir/hub.env" <<EOF
DATABASE_URL=postgres://lookout:$(<"$dir/postgres_password")@postgres:5432/lookout
MQTT_URL=mqtts://hub:$(<"$dir/mqtt_password")@mosquitto:8883
EOF
echo "$(cd "$dir" && pwd): ready for $*"
