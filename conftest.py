"""What all tests share, those in the documentation included."""

from __future__ import annotations
