"""One table of moves feeds the action, the buttons, the URL, the diagram and the test of every cell."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _

Guard = Callable[[Any], str]  # the thing → a sentence that says what is missing, or "" when all is well


@dataclass(frozen=True)
class Move:
    """One arrow: who may take it from which states to which, what must hold, and what it asks for.

    `asks` names the fields of the move's form: "note" (optional words), "reason" (words required),
    "evidence" (a file required), "attachment" (a file, if any), "day", or any name the app's own form knows.
    `to_state` may be a mapping {from: to} (one rung back), or a function of the thing (back to where it was), whose
    answers `may_reach` then lists.
    `not_by` names the column that holds the one person who may not take it: whoever reports does not confirm.
    """

    name: str
    label: Any
    from_states: tuple[str, ...]
    to_state: str | Mapping[str, str] | Callable[[Any], str]
    permission: str
    guards: tuple[Guard, ...] = ()
    asks: tuple[str, ...] = ()
    tone: str = "secondary"  # primary | secondary | danger
    warning: Any = ""  # says what will happen, when it cannot be undone
    may_reach: tuple[str, ...] = ()
    not_by: str = ""

    def reaches(self, source: str) -> tuple[str, ...]:
        """The states it can lead to from that one."""
        if callable(self.to_state):
            return self.may_reach
        return (self.to_state,) if isinstance(self.to_state, str) else (self.to_state[source],)

    def target(self, thing) -> str:
        """The state it leads this thing to."""
        return self.to_state(thing) if callable(self.to_state) else self.reaches(thing.state)[0]


@dataclass(frozen=True)
class Offer:
    """A move as a button: `why_not` is "" when it can be pressed, else the sentence beside it."""

    move: Move
    why_not: str

    @property
    def name(self) -> str:
        return self.move.name


@dataclass(frozen=True)
class Workflow:
    name: str
    states: type[TextChoices]
    initial: str
    moves: tuple[Move, ...]
    final: frozenset[str] = field(default_factory=frozenset)

    def __post_init__(self):
        names = [move.name for move in self.moves]
        if len(names) != len(set(names)):
            raise ValueError(f"{self.name}: a move's name stands twice")
        for move in self.moves:
            self._check_states(move)

    def _check_states(self, move: Move):
        reached = {state for source in move.from_states for state in move.reaches(source)}
        unknown = {*move.from_states, *reached, self.initial} - set(self.states.values)
        if unknown:
            raise ValueError(f"{self.name}.{move.name}: unknown states {sorted(unknown)}")

    def __getitem__(self, name: str) -> Move:
        for move in self.moves:
            if move.name == name:
                return move
        raise KeyError(name)

    @property
    def names(self) -> list[str]:
        return [move.name for move in self.moves]

    def why_not(self, thing, move: Move, actor=None) -> str:
        """Return "" when the move can be taken now (by this actor), else a sentence a person can read."""
        if thing.state not in move.from_states:
            state = self.states(thing.state).label
            return _("现在是“%(state)s”，不能%(move)s。") % {"state": state, "move": move.label}
        if move.not_by and actor is not None and getattr(thing, move.not_by) == actor.user_id:
            return _("是您自己报的，要请另一个人%(move)s。") % {"move": move.label}
        return next((words for guard in move.guards if (words := guard(thing))), "")

    def moves_for(self, thing, actor, can: Callable) -> list[Offer]:
        """List the moves this actor may take from the thing's state, each with what is still missing."""
        return [
            Offer(move, self.why_not(thing, move, actor))
            for move in self.moves
            if thing.state in move.from_states and can(actor, move.permission, thing)
        ]

    def mermaid(self) -> str:
        """Draw the table as a Mermaid state diagram; `manage.py draw_states` keeps it in the app's README."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        lines += [f"    {state}: {label}" for state, label in self._labels()]
        lines += [f"    {source} --> {state}: {_plain(move.label)}" for move, source, state in self.arrows()]
        lines += [f"    {state} --> [*]" for state in sorted(self.final)]
        return "\n".join(lines)

    def arrows(self) -> Iterable[tuple[Move, str, str]]:
        every = ((move, source) for move in self.moves for source in move.from_states)
        return ((move, source, state) for move, source in every for state in move.reaches(source))

    def _labels(self):
        return [(state.value, _plain(state.label)) for state in self.states]


def _plain(label) -> str:
    return str(label).replace(":", " ").replace("\n", " ")
