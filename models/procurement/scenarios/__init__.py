"""Courses that demand may take, from several generators weighted by how well they did before."""
