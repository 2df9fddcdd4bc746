"""On which line of a TOML text each key stands: what `tomllib` knows while reading and forgets."""

from __future__ import annotations

Path = tuple[str | int, ...]

_BARE_END = "=,]}#\n"


class _Scanner:
    """One pass over a text `tomllib` has accepted, noting the line of every table, key and element."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Path, int] = {(): 1}
        self.counts: dict[Path, int] = {}

    def scan(self) -> dict[Path, int]:
        prefix: Path = ()
        while self._skip_blank(newlines=True):
            line = self._line()
            if self.text[self.at] == "[":
                prefix = self._header(line)
            else:
                self._pair(prefix)
        return self.lines

    def _line(self) -> int:
        return self.text.count("\n", 0, self.at) + 1

    def _skip_blank(self, *, newlines: bool) -> bool:
        """Go to the next thing that is not blank or comment; False at the end of the text."""
        blank = " \t\r\n" if newlines else " \t\r"
        while self.at < len(self.text):
            if self.text[self.at] == "#" and newlines:
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            elif self.text[self.at] in blank:
                self.at += 1
            else:
                return True
        return False

    def _header(self, line: int) -> Path:
        array = self.text.startswith("[[", self.at)
        self.at += 2 if array else 1
        names = self._key()
        self.at += 2 if array else 1
        path: Path = ()
        for depth, name in enumerate(names):
            path = (*path, name)
            if depth == len(names) - 1 and array:
                self.lines.setdefault(path, line)
                path = (*path, self.counts.setdefault(path, 0))
                self.counts[path[:-1]] += 1
            elif path in self.counts:
                path = (*path, self.counts[path] - 1)
            self.lines.setdefault(path, line)
        return path

    def _key(self) -> Path:
        """Return the dotted key here; stops at what follows it."""
        names: list[str] = []
        while self._skip_blank(newlines=False):
            if self.text[self.at] in "\"'":
                names.append(self._string())
            elif self.text[self.at] == ".":
                self.at += 1
            elif self.text[self.at] in "=]":
                break
            else:
                start = self.at
                while self.text[self.at] not in " \t.=]":
                    self.at += 1
                names.append(self.text[start : self.at])
        return tuple(names)

    def _pair(self, prefix: Path) -> None:
        line = self._line()
        names = self._key()
        for depth in range(len(names)):
            self.lines.setdefault(prefix + names[: depth + 1], line)
        self.at += 1  # the equals sign
        self._value(prefix + names)

    def _value(self, path: Path) -> None:
        self._skip_blank(newlines=True)
        match self.text[self.at]:
            case "[":
                self._elements(path, "]")
            case "{":
                self._elements(path, "}")
            case '"' | "'":
                self._string()
            case _:
                while self.at < len(self.text) and self.text[self.at] not in _BARE_END:
                    self.at += 1

    def _elements(self, path: Path, close: str) -> None:
        self.at += 1
        count = 0
        while self._skip_blank(newlines=True) and self.text[self.at] != close:
            if self.text[self.at] == ",":
                self.at += 1
            elif close == "]":
                self.lines.setdefault((*path, count), self._line())
                self._value((*path, count))
                count += 1
            else:
                self._pair(path)
        self.at += 1

    def _string(self) -> str:
        """Step over a string of any of the four kinds; the text between its quotes."""
        quote = self.text[self.at]
        mark = quote * 3 if self.text.startswith(quote * 3, self.at) else quote
        start = self.at = self.at + len(mark)
        while not self.text.startswith(mark, self.at):
            self.at += 2 if quote == '"' and self.text[self.at] == "\\" else 1
        end = self.at
        self.at += len(mark)
        while len(mark) == 3 and self.text.startswith(quote, self.at):  # the quotes of """a"""""
            self.at += 1
        return self.text[start:end]


def key_lines(text: str) -> dict[Path, int]:
    r"""Line, from 1, of every table, key and array element of a valid TOML text.

    Examples
    --------
    >>> lines = key_lines('[pack]\nid = "a"\n\n[[rule]]\nid = "x"\n[[rule]]\nunit = "m2"\n')
    >>> lines["pack", "id"], lines["rule", 1], lines["rule", 1, "unit"]
    (2, 6, 7)
    """
    return _Scanner(text.replace("\r\n", "\n")).scan()


def line_of(lines: dict[Path, int], path: Path) -> int:
    """Return the line of a key, or of the nearest table above it when the key itself is missing.

    Examples
    --------
    >>> line_of({(): 1, ("rule", 0): 4}, ("rule", 0, "unit"))
    4
    """
    while path not in lines:
        path = path[:-1]
    return lines[path]
