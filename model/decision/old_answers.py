"""Answers of older links and commands, read as the questions of today."""

from collections.abc import Mapping

from model.decision.vocabulary import OldAnswer, Vocabulary


def read_old_answers(
    answers: Mapping[str, str], vocabulary: Vocabulary
) -> tuple[dict[str, str], list[str]]:
    """Return (answers, sentences that say what was read in which way).

    Unknown questions and answers stay as they are. Without any answer nothing is read into them.
    """
    read, said = dict(answers), list[str]()
    for item in vocabulary.old_answers:
        if answers and read.get(item.question) == item.old and _holds(item, read):
            read[item.question] = item.now
            said.append(item.say or _sentence(item, vocabulary))
    return read, said


def _holds(item: OldAnswer, answers: Mapping[str, str]) -> bool:
    return all(answers.get(name) in allowed for name, allowed in item.when.items())


def _sentence(item: OldAnswer, vocabulary: Vocabulary) -> str:
    words = vocabulary.tool.link
    if item.old:
        old = f"{item.question}={item.old}"
    else:
        old = words.not_given.replace("{ask}", vocabulary.ask(item.question))
    label = next(one.label for one in vocabulary.options(item.question) if one.id == item.now)
    return words.read_as.replace("{said}", old).replace("{label}", label)
