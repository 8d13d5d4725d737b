"""What a chart is made of: artists of a figure that a page writes itself, and for which a file has matplotlib's own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeAlias

from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.transforms import Bbox

Point: TypeAlias = tuple[float, float]
Anchor: TypeAlias = Literal["left", "center", "right"]


@dataclass(frozen=True)
class Mark:
    """What a text is on a page: its class. Beside the plot, on one side, the page leaves `room` for it."""

    css_class: str
    room: Literal["", "left", "right"] = ""


class PageWriter(RendererBase):
    """A renderer that writes shapes and texts from their places in the plot; browsers do the layout."""

    def write_shape(self, css_class: str, points: Sequence[Point], *, is_closed: bool = False) -> None:
        """Write a line through the points, or the area between them."""

    def write_dot(self, css_class: str, place: Point) -> None:
        """Write a dot that does not stretch."""

    def write_text(self, mark: Mark, text: str, place: Point, beside: Point, anchor: Anchor) -> None:
        """Write a text some pixels beside its place."""


class Drawn(Artist):
    """Something in the plot. A page writes it; for a file, matplotlib's own artist is made, which takes longer."""

    def __init__(self, zorder: int, write: Callable[[PageWriter], None], make: Callable[[], Artist]) -> None:
        super().__init__()
        self.zorder = zorder
        self._write, self._make = write, make

    @cached_property
    def artist(self) -> Artist:
        """The artist of a file."""
        artist = self._make()
        artist.set_figure(self.get_figure(root=False))  # type: ignore[arg-type]
        return artist

    def draw(self, renderer: RendererBase) -> None:
        """Draw it in a file, or write it on a page."""
        if isinstance(renderer, PageWriter):
            self._write(renderer)
        else:
            self.artist.draw(renderer)

    def get_tightbbox(self, renderer: RendererBase | None = None) -> Bbox | None:
        """Return what it takes up in a file."""
        return self.artist.get_tightbbox(renderer)
