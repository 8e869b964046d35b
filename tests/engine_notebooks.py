"""Small notebooks for the tests of engine and pool, written as text with a line `---` between cells."""

from pathlib import Path

import psutil
from nbformat import NotebookNode, v4, write

PYTHON = {"name": "python3", "language": "python", "display_name": "Python 3"}


def notebook(text: str, kernelspec: dict[str, str] = PYTHON) -> NotebookNode:
    """Return the notebook of that text.

    A cell that starts with `# ` and a capital is a text cell; one that starts with `#: ` has tags after it.
    """
    cells = [_cell(f"cell-{number}", source) for number, source in enumerate(text.strip("\n").split("\n---\n"))]
    return v4.new_notebook(cells=cells, metadata={"kernelspec": kernelspec})


def _cell(name: str, source: str) -> NotebookNode:
    if source.startswith("# ") and source[2].isupper():
        return v4.new_markdown_cell(source, id=name)
    cell = v4.new_code_cell(source, id=name)
    if source.startswith("#: "):
        cell.metadata["tags"] = source.splitlines()[0][3:].split()
    return cell


def write_notebook(path: Path, text: str, kernelspec: dict[str, str] = PYTHON) -> Path:
    """Write the notebook of that text, and return its path."""
    write(notebook(text, kernelspec), path)
    return path


def alive(pid: int) -> bool:
    """Return whether a process runs; one that is dead but not yet waited for does not."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


RICH = r"""
# Allt som en cell kan visa
En rad.
---
#: parameters
period = 2026
name = 'å'
---
period, name
---
import sys
print('first')
print('warning', file=sys.stderr)
print('second')
---
_, Out[3], In[3], _i
---
x = 1
x + 1;
---
None
---
1
2
---
from IPython.display import HTML, clear_output, display
print('before')
display(HTML('<b>1</b>'))
print('after')
---
class Section:
    def _repr_mimebundle_(self, include=None, exclude=None):
        return {'text/html': '<table></table>', 'text/plain': 'table'}, {'text/html': {'empty': True}}
---
display(Section(), Section())
Section()
---
class Picture:
    def _repr_png_(self):
        return b'\x89PNG'
    def _repr_svg_(self):
        return '<svg/>'
---
Picture()
---
class Faulty:
    def _repr_html_(self):
        raise ValueError('no html')
---
#: raises-exception
Faulty()
---
later = display('waiting', display_id='later')
---
later.update(HTML('<i>done</i>'))
display('again', display_id='later')
---
print('gone')
clear_output()
print('kept')
---
print('gone')
clear_output(wait=True)
display('kept')
---
display({'application/json': {'n': 1, 'list': (1, 2)}}, raw=True)
display({'text/plain': 'm'}, metadata={'a': 1.5}, raw=True)
---
import pandas as pd
frame = pd.DataFrame({'a': [1, 2], 'b': ['x', None]})
frame
---
frame.style.set_uuid('fixed')
---
import asyncio
await asyncio.sleep(0.01)
print('awaited')
'value'
---
task = asyncio.create_task(asyncio.sleep(0.01, 'result'))
---
await task
---
asyncio.get_running_loop().is_running()
---
def after(result):
    print('after', result.success)
get_ipython().events.register('post_run_cell', after)
---
await asyncio.sleep(0)
---
get_ipython().events.unregister('post_run_cell', after)
---
#: raises-exception
await asyncio.sleep(0)
1 / 0
---
#: raises-exception
sleep = asyncio.sleep(0)
try:
    asyncio.run(sleep)
finally:
    sleep.close()
---
import warnings
warnings.warn('beware')
warnings.warn('old', DeprecationWarning)
---
%%capture captured
print('inside')
display('inside')
---
captured.stdout, len(captured.outputs)
---
%%html
<p>magic</p>
---
!echo from the shell
---
lines = !echo one
lines
---
#: raises-exception
x = (
---
#: raises-exception
%nosuchmagic
---
#: raises-exception
def inner():
    print('deep')
    return 1 / 0

inner()
---
#: raises-exception
raise ExceptionGroup('many', [ValueError('1'), KeyError('2')])
---
#: raises-exception
raise KeyboardInterrupt
---
#: skip-execution
print('never')
---

---
print('a', end='')
sys.stdout.flush()
print('b')
---
sys.stdout.isatty(), sys.stdout.encoding, sys.stdout.writable()
---
[path.rpartition('/')[2] for path in sys.path].index('site-packages') - sys.path.index('')
---
__name__, type(get_ipython().user_module).__name__, sys.modules['__main__'].period
---
%precision 2
3.14159
---
import matplotlib.pyplot as plt
plt.plot([1, 2])
plt.title(name)
---
await asyncio.sleep(0)
plt.plot([3, 1])
---
figure, axes = plt.subplots()
figure
---
%matplotlib inline
plt.plot([2, 1])
plt.show()
print('shown')
---
%history -n 2-3
---
get_ipython().system('exit 3')
_exit_code
---
# Slutet
---
sys.exit(0)
---
print('never')
"""

ASKS = """
#: raises-exception
input('?')
---
#: raises-exception
import getpass
getpass.getpass()
---
#: raises-exception
import sys
sys.stdout.write(b'bytes')
"""
