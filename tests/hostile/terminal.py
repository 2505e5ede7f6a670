"""Types into the terminal of whoever started it."""

import fcntl
import os
import termios


def embed(adata, run):
    for place in (0, 1, 2, "/dev/tty", "/dev/console"):
        try:
            terminal = place if isinstance(place, int) else os.open(place, os.O_RDWR)
            fcntl.ioctl(terminal, termios.TIOCSTI, b" ")
        except OSError as error:
            print(error)
        else:
            print(run.trophy)
