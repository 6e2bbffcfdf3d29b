"""What people see: screens, charts, languages, exports, the command line. Imports all of ours."""
