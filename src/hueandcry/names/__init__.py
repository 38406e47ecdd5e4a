"""One person, many spellings: fold, compare, propose; a human decides."""

from hueandcry.names.comparing import PROPOSE as PROPOSE
from hueandcry.names.comparing import REASONS as REASONS
from hueandcry.names.comparing import SAME as SAME
from hueandcry.names.comparing import compare as compare
from hueandcry.names.folding import fold as fold
from hueandcry.names.keys import asked as asked
from hueandcry.names.keys import enough as enough
from hueandcry.names.keys import filed as filed
from hueandcry.names.keys import sought as sought
from hueandcry.names.nearness import Asked as Asked
