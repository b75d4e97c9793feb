# shellcheck shell=sh # sourced by the scripts beside it
# Packages of Debian beside those that are installed.

# Makes apt-get know the packages of a suite alone, and keep what it downloads in a folder: use_suite SUITE FOLDER KIND…
use_suite() {
  suite=$1
  folder=$2
  shift 2
  mirror=$(grep -rhoE --include='*.list' --include='*.sources' 'https?://[^ ]*/debian/?( |$)' /etc/apt | head -n 1) || true
  if [ -z "$mirror" ]; then
    echo 'No mirror of Debian is among the sources of apt-get on this machine' >&2
    return 1
  fi
  mkdir -p "$folder/lists/partial" "$folder/archives/partial"
  for kind in "$@"; do
    echo "$kind [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main"
  done >"$folder/sources.list"
  cat >"$folder/apt.conf" <<END_OF_FILE
Dir::Etc::sourcelist "$folder/sources.list";
Dir::Etc::sourceparts "-";
Dir::State::lists "$folder/lists";
Dir::Cache "$folder";
Acquire::Languages "none";
APT::Sandbox::User "root";
END_OF_FILE
  export APT_CONFIG="$folder/apt.conf"
  apt-get update -qq
}
