/** `GET /page/{file}`: the parts of the page that browsers get at `/`. */
import type { RequestHandler } from 'express';
import { type PageFiles, sendPageFile } from '../../page/page-files';
import { Problem } from '../problem';

export function pageFile(files: PageFiles): RequestHandler {
  return (req, res) => {
    const file = files.get(String(req.params['file']));
    if (file === undefined) throw new Problem('unknown-route', 'The page has no such file. GET / is the page.');
    sendPageFile(res, file);
  };
}
