/*
 * The checker's worker. The page puts Pyodide's two scripts in front of this one, and hands over all other files: so the
 * worker asks for nothing, not even when it is started again offline. Behind them there are loadPyodide and _createPyodideModule.
 */
const START = `
from postback_pack.catalog.load import load_catalog
from postback_pack.site.checker_answer import answer
catalog = load_catalog()
lambda text, tracker, network: answer(catalog, text, tracker, network, default)
`;
/** What the first check needs that is not there yet: it is loaded and compiled before somebody waits for it. */
const FIRST = "https://trk.example/abc?external_id={external_id}";
let ask = null;

async function start({ files, archive, network }) {
  const { "pyodide.asm.wasm": compiled, ...others } = files;
  self.fetch = async (address) => new Response(others[String(address).split("/").pop()]);
  WebAssembly.instantiateStreaming = async (response, imports) => ({
    module: compiled,
    instance: await WebAssembly.instantiate(compiled, imports),
  });
  const quiet = { stdin: () => null, stdout: () => {}, stderr: () => {} };
  const python = await loadPyodide({ indexURL: "https://checker.invalid/", createPyodideModule: _createPyodideModule, ...quiet });
  python.unpackArchive(await archive.arrayBuffer(), "zip", { extractDir: "/checker" });
  python.runPython("import sys; sys.path.insert(0, '/checker')");
  python.globals.set("default", network);
  ask = python.runPython(START);
  ask(FIRST, "", "");
}

self.onmessage = async ({ data }) => {
  try {
    if (data.files) {
      await start(data);
      postMessage({ ready: true });
    } else {
      postMessage({ id: data.id, begun: true });
      postMessage({ id: data.id, answer: ask(data.text, data.tracker, data.network) });
    }
  } catch (error) {
    // After an error that Python does not know of, nothing here is certain: the page starts another worker.
    postMessage({ id: data.id, failed: String(error) });
  }
};
