#pragma once

#include "fargate/source.hpp"

/// Every format, each in the file of its name; sources.cpp has the order in which they are asked.
namespace fargate_lint::fargate::sources {

extern const ProfileSource eksctl;
extern const ProfileSource aws_cli;
extern const ProfileSource cloudformation;
extern const ProfileSource terraform;
extern const ProfileSource pulumi;
extern const ProfileSource custom_resources;
extern const ProfileSource ansible;

}  // namespace fargate_lint::fargate::sources
