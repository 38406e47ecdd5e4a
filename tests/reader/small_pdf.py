"""The smallest PDF that holds words at places: for tests that need one with a known text layer."""

Words = tuple[float, float, float, str]  # from the left, from below, size in points, what stands there


def make(pages: list[list[Words]], spare: bytes = b"") -> bytes:
    """A file with one page for each list of words, and `spare` bytes that no page shows."""
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    kids = []
    for words in pages:
        drawn = b" ".join(
            b"/F1 %g Tf 1 0 0 1 %g %g Tm (%s) Tj" % (size, x, y, _safe(said)) for x, y, size, said in words
        )
        parts.append(b"<</Length %d>>stream\nBT %s ET\nendstream" % (len(drawn) + 6, drawn))
        box = b"/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R" % len(parts)
        parts.append(b"<</Type/Page/Parent 2 0 R" + box + b">>")
        kids.append(b"%d 0 R" % len(parts))
    if spare:
        parts.append(b"<</Length %d>>stream\n%s\nendstream" % (len(spare), spare))
    parts[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(kids))
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj" % number + part + b"endobj\n"
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1) + b"".join(b"%010d 00000 n \n" % p for p in places)
    return out + table + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(parts) + 1, len(out))


def _safe(said: str) -> bytes:
    return said.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
