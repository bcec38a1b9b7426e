"""How a bench prints."""


def say(*cells: object) -> None:
    widths = (36, 12, 14, 14)
    print("".join(str(cell).ljust(width) for cell, width in zip(cells, widths, strict=False)).rstrip(), flush=True)
