"""Found through PYTHONPATH by every Python process of a command: starts the line collector in it."""
import capuchin_collector

capuchin_collector.start_from_environment()
