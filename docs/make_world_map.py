"""Make src/hueandcry/pages/world.txt: which squares of three degrees belong to which country.

    python docs/make_world_map.py world-110m.json zone.tab > src/hueandcry/pages/world.txt

The first file holds the 1:110,000,000 countries of Natural Earth (public domain) as TopoJSON with ISO 3166-1 numbers,
the second is the table of zones of the tz database (public domain): a country too small for the first gets the square
of its first zone. A square belongs to the country its middle lies in.
"""

import json
import re
import sys
from pathlib import Path

from babel.core import get_global

STEP, WEST, NORTH, COLUMNS, ROWS = 3, -180, 84, 120, 47
NAMELESS = {"-99": ""}  # lands without a number of their own: they stay land


def rings(world):
    """(country, [ring of (longitude, latitude)]) for each polygon."""
    (sx, sy), (tx, ty) = world["transform"]["scale"], world["transform"]["translate"]
    arcs = []
    for arc in world["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)
    codes = get_global("territory_aliases")
    for shape in world["objects"]["countries"]["geometries"]:
        number = str(shape["id"]).zfill(3)
        code = NAMELESS.get(str(shape["id"]), (codes.get(number) or [""])[0])
        polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
        for polygon in polygons:
            yield code, [joined(ring, arcs) for ring in polygon]


def joined(ring, arcs):
    """One closed line of several arcs; a negative number is an arc backwards."""
    points = []
    for n in ring:
        part = arcs[n] if n >= 0 else arcs[~n][::-1]
        points += part if not points else part[1:]
    return points


def inside(x, y, ring):
    """Whether a point lies in a ring, by counting the crossings of a ray."""
    crossed, (ax, ay) = False, ring[-1]
    for bx, by in ring:
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            crossed = not crossed
        ax, ay = bx, by
    return crossed


def zones(text):
    """(country, column, row) of the first zone of each country."""
    seen = set()
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        code, place = line.split("\t")[:2]
        if code in seen:
            continue
        seen.add(code)
        found = re.fullmatch(r"([+-])(\d{2})(\d{2})(?:\d{2})?([+-])(\d{3})(\d{2})(?:\d{2})?", place)
        latitude = (int(found[2]) + int(found[3]) / 60) * (1 if found[1] == "+" else -1)
        longitude = (int(found[5]) + int(found[6]) / 60) * (1 if found[4] == "+" else -1)
        yield code, int((longitude - WEST) // STEP), int((NORTH - latitude) // STEP)


def main():
    shapes = list(rings(json.loads(Path(sys.argv[1]).read_text())))
    squares = {}
    for row in range(ROWS):
        for column in range(COLUMNS):
            x, y = WEST + STEP * (column + 0.5), NORTH - STEP * (row + 0.5)
            for code, (outer, *holes) in shapes:
                if inside(x, y, outer) and not any(inside(x, y, hole) for hole in holes):
                    squares[column, row] = code or "--"
                    break
    owned = set(squares.values())
    small = {}
    for code, column, row in zones(Path(sys.argv[2]).read_text()):
        if code not in owned and 0 <= row < ROWS:
            small.setdefault(code, (column, row))
    by_code = {}
    for (column, row), code in squares.items():
        by_code.setdefault(code, []).append((row, column))
    for code, (column, row) in small.items():
        by_code[code] = [(row, column)]
    by_code.pop("AQ", None)
    for code in sorted(by_code):
        runs, last = [], None
        for row, column in sorted(by_code[code]):
            if last and last[0] == row and last[2] == column - 1:
                last[2] = column
            else:
                last = [row, column, column]
                runs.append(last)
        print(code, " ".join(f"{row}:{first}" + (f"-{end}" if end > first else "") for row, first, end in runs))


main()
