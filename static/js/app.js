// What htmx and HTML do not do by themselves. Every page works without it.
import "./focus.js";
import "./keys.js";
import "./menus.js";
import "./panel.js";
import "./snacks.js";
import "./guard.js";
import "./fields.js";
import "./typeahead.js";
import "./session.js";
