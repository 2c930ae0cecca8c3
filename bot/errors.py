"""The errors Litotes raises, all of them.

    LitotesError
    ├── InputError            what the caller gave cannot be used (command line: exit 2)
    │   ├── ArticleError      an article of the corpus breaks the format
    │   ├── QuestionError     a question or batch line cannot be read
    │   ├── DocumentError     a file cannot be ingested
    │   └── SettingsError     a setting is missing, malformed or contradictory
    └── OperationError        the input was fine, the work failed (command line: exit 1)
        ├── IndexingError      the index cannot be built, opened or read
        ├── ModelError        a model package is missing or fails its checksum
        └── ServerError       the web server cannot start

Every message says what is wrong, which one, and what to do.
"""


class LitotesError(Exception):
    """Base of every error that Litotes raises on purpose."""


class InputError(LitotesError):
    """What the caller gave cannot be used."""


class ArticleError(InputError):
    """An article of the corpus breaks the format."""


class QuestionError(InputError):
    """A question, or a line of a batch, cannot be read."""


class DocumentError(InputError):
    """A file cannot be ingested, or an article of that name is not where the command needs it."""


class SettingsError(InputError):
    """A setting is missing, malformed or contradictory."""


class OperationError(LitotesError):
    """The input was fine; the work failed."""


class IndexingError(OperationError):
    """The index cannot be built, opened or read."""


class ModelError(OperationError):
    """A model package is missing, or its weights fail their checksum."""


class ServerError(OperationError):
    """The web server cannot start."""
