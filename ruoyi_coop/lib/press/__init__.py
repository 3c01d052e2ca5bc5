"""Facts and a typst template in, a PDF out; drawn by a process of its own that can be stopped."""

import json
import subprocess
import sys
from pathlib import Path

from django.utils.translation import gettext as _

from ruoyi_coop.lib.errors import NotNow

DRAW = Path(__file__).with_name("draw.py")
PATIENCE = 15  # seconds a person waits for a PDF before being told


def pdf(template: Path, facts: dict) -> bytes:
    """Draw the facts with a template that reads `json(bytes(sys.inputs.facts))`.

    Words reach typst as data, never as source. Raises NotNow when it takes longer than PATIENCE seconds.
    """
    words = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    command = [sys.executable, "-I", str(DRAW), str(template)]
    try:
        done = subprocess.run(command, input=words.encode(), capture_output=True, timeout=PATIENCE, check=True)
    except subprocess.TimeoutExpired as late:
        raise NotNow(_("排版时间太长，请先减少内容再打印。")) from late
    return done.stdout
