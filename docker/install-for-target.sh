#!/bin/sh
# Installs one workspace's production dependencies for the image's processor, which need not be this machine's:
# nothing of the target is run. Usage: install-for-target.sh WORKSPACE amd64|arm64
set -eu
workspace=$1
case $2 in
  amd64) cpu=x64 ;;
  arm64) cpu=arm64 ;;
  *) echo "install-for-target.sh: no build of Lookout's dependencies for '$2'" >&2; exit 2 ;;
esac

# Not `npm ci`: it refuses a lock file without the optional builds for systems that Lookout does not run on.
npm install --workspace "$workspace" --workspace shared --omit dev --os linux --cpu "$cpu" --libc glibc \
  --no-audit --no-fund --loglevel error

# onnxruntime-node brings the libraries of every system (290 MB): keep the target's.
for platform in node_modules/onnxruntime-node/bin/*/*/*; do
  case $platform in
    */linux/"$cpu") ;;
    *) rm -rf "$platform" ;;
  esac
done
# What npm hoists to the root leaves no folder here, and COPY needs one.
mkdir -p "$workspace/node_modules"
