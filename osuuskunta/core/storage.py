"""Static files under names with their hash, imports between our script modules included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Also rewrites `import "./focus.js"`: without it a browser could mix modules of two releases."""

    support_js_module_import_aggregation = True
