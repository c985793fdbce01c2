/* What the pages do better with a script.  Every page works without it: nothing here builds markup, decides a rule or
   keeps anything about people (no storage of any kind, but for the marks without names of departures.js).  Each module
   looks for its own data attributes, listed in docs/design.md. */
import { watch_departures } from './departures.js';
import { focus_errors } from './errors.js';
import { guard_forms } from './forms.js';
import { watch_files } from './files.js';
import { watch_live_searches } from './live_search.js';
import { watch_small_things } from './small.js';
import { watch_uploads } from './uploads.js';

guard_forms();
watch_files();
watch_uploads();
watch_live_searches();
watch_small_things();
watch_departures();
focus_errors();
