/** An extension that lives beside PyPSS in the extension host, knows nothing of it, and writes how that process is. */
const { writeLines } = require('./lines.cjs');

exports.activate = () => {
  const file = process.env.PYPSS_SOAK_PROBE;
  if (file !== undefined) writeLines(file);
};
