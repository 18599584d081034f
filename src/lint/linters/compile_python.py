"""Says which of the given files do not compile: a JSON object {path, line, message} for each."""
import json
import sys
import warnings

warnings.simplefilter("ignore")
for path in sys.argv[1:]:
    try:
        with open(path, "rb") as file:
            compile(file.read(), path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        print(json.dumps({"path": path, "line": line, "message": getattr(error, "msg", None) or str(error)}))
    except (OSError, RecursionError, MemoryError):
        pass
