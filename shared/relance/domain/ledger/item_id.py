"""The name of an open item: which part of which invoice (R1)."""

from typing import Self


class ItemId(str):
    """`<invoice_id>/<part_id>`: unique in the account; stored and hashed as this text."""

    __slots__ = ()

    @classmethod
    def of(cls, invoice_id: str, part_id: str) -> Self:
        """The name of this part of this invoice."""
        return cls(f"{invoice_id}/{part_id}")

    @property
    def invoice_id(self) -> str:
        """The invoice that the item is a part of."""
        return self.partition("/")[0]

    @property
    def part_id(self) -> str:
        """The part of the invoice."""
        return self.partition("/")[2]
