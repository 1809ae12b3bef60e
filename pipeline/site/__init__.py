"""The published run as pages for people: plain files that any browser opens, from a disk or a server."""
