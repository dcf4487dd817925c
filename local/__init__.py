"""The embedded default: the real template, deployed to an AWS emulator on this computer."""
