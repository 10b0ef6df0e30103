"""Make the picture in the README: what `sorrykit check` prints on a terminal, as it really prints it.

    python docs/capture.py            writes docs/_static/check.svg
"""

from __future__ import annotations

import os
import subprocess
import sys

from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text


PICTURE = Path(__file__).parent / "_static" / "check.svg"
WIDTH = 92
MESSAGE = (
    "I'm sorry you feel that way about the delay, but you should have read the terms. "
    "I have refunded the postage. I will call you on Friday to see that the lamp has arrived."
)
# As rich's own, without fonts from elsewhere and without a window around it.
FORMAT = """\
<svg class="rich-terminal" viewBox="0 0 {terminal_width} {terminal_height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: {char_height}px; line-height: {line_height}px; font-variant-east-asian: full-width; }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal"><rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" /></clipPath>{lines}</defs>
<rect fill="#1f2430" width="{terminal_width}" height="{terminal_height}" rx="8"/>
<g transform="translate(10, 6)" clip-path="url(#{unique_id}-clip-terminal)">{backgrounds}<g class="{unique_id}-matrix">{matrix}</g></g>
</svg>
"""


def printed(*, color: bool) -> str:
    """What the command prints."""
    environment = {key: value for key, value in os.environ.items() if key not in {"NO_COLOR", "FORCE_COLOR", "SORRYKIT_DISABLE_PLUGINS"}}
    environment |= {"COLUMNS": str(WIDTH), "TERM": "xterm-256color", "PYTHONIOENCODING": "utf-8", "FORCE_COLOR" if color else "NO_COLOR": "1"}
    command = [sys.executable, "-m", "sorrykit", "check", "--text", MESSAGE]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode > 1:
        sys.exit(done.stderr)
    return done.stdout


def picture() -> str:
    """The terminal as SVG."""
    console = Console(record=True, width=WIDTH + 4, file=open(os.devnull, "w", encoding="utf-8"), force_terminal=True, color_system="truecolor")  # noqa: SIM115, PTH123
    console.print(Text(f'$ sorrykit check --text "{MESSAGE}"\n', style="dim"))
    console.print(Text.from_ansi(printed(color=True)))
    return console.export_svg(theme=MONOKAI, code_format=FORMAT, unique_id="sorrykit", title="")


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
    print(f"wrote {PICTURE}")
