// How a script tells this program what goes on: one JSON object a line.

const print = (type, fields) => process.stdout.write(`${JSON.stringify({ type, ...fields })}\n`);

/** Runs `main` and stays: what is printed right before the end of a container may get lost. Somebody removes the pod. */
function runScript(main) {
  const fail = (error) => {
    print('error', { message: String(error.stack ?? error) });
    process.exit(1);
  };
  setInterval(() => {}, 60_000);
  process.on('uncaughtException', fail);
  main().catch(fail);
}

module.exports = { print, runScript };
