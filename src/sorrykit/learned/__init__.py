"""What a small linear model has learned from the bundled corpus, where the phrases have nothing to say.

The acts that set words carry are found by phrases. Others can be said in any words ("The new keys are with your
neighbor"); for these a logistic regression over the words of a sentence, trained on the bundled texts alone, is asked
as well. It is plain data, `model.json` and `weights.json`; a finding of its own says so, and `Kit(learned=False)` does without.
"""

from sorrykit.learned._model import Guess, Model, Opinion, default_model


__all__ = ["Guess", "Model", "Opinion", "default_model"]
