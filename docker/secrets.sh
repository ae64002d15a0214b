#!/usr/bin/env bash
# Makes docker/secrets/ for compose.yaml: passwords, a certificate authority, and a certificate for broker and
# hub. What is there already stays. Needs openssl. Devices come later, with enrol.sh.
set -euo pipefail
umask 022
cd "$(dirname "$0")"
dir=${LOOKOUT_SECRETS_DIR:-secrets}

# Each container runs as another user and sees single files: they are readable, and the folder keeps others out.
[[ -d $dir ]] || mkdir -m 700 "$dir"
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

password mqtt_password
password postgres_password
authority
certificate mosquitto
certificate hub
cat >"$dir/hub.env" <<EOF
DATABASE_URL=postgres://lookout:$(<"$dir/postgres_password")@postgres:5432/lookout
MQTT_URL=mqtts://hub:$(<"$dir/mqtt_password")@mosquitto:8883
EOF
# The files that compose mounts must be there before enrol.sh fills them.
touch "$dir/mosquitto_passwords" "$dir/device-pump-01" "$dir/device-pump-02"
echo "$(cd "$dir" && pwd): ready"
