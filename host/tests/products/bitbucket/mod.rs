//! `bitbucket …`
