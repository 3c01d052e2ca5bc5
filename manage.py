#!/usr/bin/env python
"""Runs one Django command in the environment that bin/manage prepares."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ruoyi_coop.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
