# Needs only Python 3.11 or newer, make and git. Everything goes into .venv.
PYTHON ?= python3
VENV ?= .venv
RUN := $(VENV)/bin
# Two workers; a file stays with one, so that what its tests share is made once (groups of files by a mark are lost on the way to the workers).
# Files in the order of their names: by default those with few but long tests would come last, and one worker would wait for the other.
TWO := -n 2 --dist loadfile --no-loadscope-reorder
export PIP_CONSTRAINT := $(CURDIR)/constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run test attacks record unit quick setup dashboard bench pictures lint clean

run: setup            ## simulate november-2024 and print the answer
	$(RUN)/parley run november-2024
	@echo 'To call it as parley, as README does: export PATH="$(abspath $(RUN)):$$PATH"'

test: setup lint      ## style, types and every test but the attacks and those that compute the recorded evidence again
	$(RUN)/python -m pytest $(TWO) -m "not record and not attacks"

attacks: setup        ## everything thrown at a server at once while an honest reader moves a lever; nothing else may run on the machine
	$(RUN)/python -m pytest -m attacks -s

record: setup         ## whether the recorded evidence is what the code gives, all of it: minutes
	$(RUN)/python -m pytest -m record

unit: setup           ## every test but those in a real browser
	$(RUN)/python -m pytest $(TWO) -m "not browser and not record and not attacks"

quick: setup          ## neither the browser nor what takes long
	$(RUN)/python -m pytest $(TWO) -m "not browser and not slow and not record and not attacks"

setup: $(VENV)/ready  ## create .venv with everything in it

$(VENV)/ready: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit("Parley needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(RUN)/python -m pip install --quiet --editable '.[dev]'
	touch $@

dashboard: setup      ## open the dashboard in the browser
	$(RUN)/parley dashboard

bench: setup          ## speed of the engine, of batches and of the dashboard, beside other ways to do the same
	$(RUN)/python -m benchmarks.engine
	$(RUN)/python -m benchmarks.batch
	$(RUN)/python -m benchmarks.dashboard
	$(RUN)/python -m benchmarks.sessions

pictures: setup       ## pictures of every page of the dashboard, for the documentation
	$(RUN)/python -m docs.pictures

lint: setup           ## style and types
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy

clean:
	rm -rf $(VENV)
