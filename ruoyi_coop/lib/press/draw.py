"""Lets typst draw the facts that come in on standard input as a PDF on standard output; a process of its own.

Apart from the web server it can be stopped when it takes too long, and gives back the memory that typst keeps.
"""

import sys
from pathlib import Path

import typst

FONTS = Path(__file__).parent / "fonts"


def draw(template: Path, words: str, kind: str = "pdf"):
    """Draw the words, which are JSON and reach typst as data, never as source; no font of the machine is used."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[FONTS])
    compiler = typst.Compiler(template, root=template.parent, font_paths=fonts, ignore_system_fonts=True)
    return compiler.compile(format=kind, sys_inputs={"facts": words})


if __name__ == "__main__":
    sys.stdout.buffer.write(draw(Path(sys.argv[1]), sys.stdin.buffer.read().decode()))
