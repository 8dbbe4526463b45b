#!/usr/bin/env python3
"""terminal.py - runs a command on a pseudo-terminal, and says what a person would have seen.

    terminal.py COLUMNS[,COLUMNS] COMMAND...    the second width from the second redrawing on

Standard output: the lines of the screen at the end, as they are. Then, each in a line of its own:
`redrawn N`, `wrapped N` (bars that came to the edge), `seconds S`, `exit N`."""
import fcntl, os, pty, re, signal, struct, sys, termios, time

widths = [int(w) for w in sys.argv[1].split(",")]
master, slave = pty.openpty()


def resize(columns):
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))


resize(widths[0])
begin = time.monotonic()
child = os.fork()
if child == 0:
    os.close(master)
    os.login_tty(slave) if hasattr(os, "login_tty") else (
        os.setsid(), fcntl.ioctl(slave, termios.TIOCSCTTY, 0),
        [os.dup2(slave, fd) for fd in (0, 1, 2)])
    os.execvp(sys.argv[2], sys.argv[2:])
os.close(slave)
out = ""
resized = None
while True:
    try:
        piece = os.read(master, 65536)
    except OSError:
        break
    if not piece:
        break
    out += piece.decode()
    if resized is None and len(widths) > 1 and out.count("\033[K") >= 2:
        resize(widths[1])
        resized = len(out) + 400  # what is on its way may still have the old width
code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

lines, row, at, wrapped, redrawn = [], [], 0, 0, 0
is_bar = False
position = 0
for token in re.findall(r"\r\n|\r|\n|\x1b\[[0-9;]*[A-Za-z]|.", out, re.S):
    position += len(token)
    if token in ("\r\n", "\n"):
        lines.append("".join(row).rstrip())
        row, at, is_bar = [], 0, False
    elif token == "\r":
        at, is_bar = 0, True
    elif token == "\x1b[K":
        redrawn += at > 0
        del row[at:]
        is_bar = at > 0
    elif token[0] == "\x1b":
        sys.exit("a sequence that no bar needs: %r" % token)
    else:
        row[at:at + 1] = token
        at += 1
        width = widths[0]
        if resized is not None:
            width = widths[1] if position > resized else max(widths)
        wrapped += is_bar and at == width # there a terminal may go on in the next row
if row:
    lines.append("".join(row).rstrip())
print("\n".join(lines))
print("redrawn", redrawn)
print("wrapped", wrapped)
print("seconds %.0f" % (time.monotonic() - begin + 1))
print("exit", code)
