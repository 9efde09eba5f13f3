#!/usr/bin/env bash
# Statuses as they come, nested objects as JSON text, one table: STATUSES DATABASE
set -euo pipefail
sqlite-utils upsert "$2" post "$1" --nl --pk uri
