"""Protocols of bargaining and group decision from the literature, apart from the engine.

They know nothing of scenarios, of the model or of any country. They serve to check the engine against published figures and to look at
questions that have no outside option, such as the position of a coalition.
"""
