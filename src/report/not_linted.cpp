#include "report/not_linted.hpp"

#include "base/archive_names.hpp"
#include "base/paths.hpp"
#include "report/finding_text.hpp"
#include "report/text.hpp"

namespace fargate_lint::report {
namespace {

using lint::NotLinted;
using lint::PassedOver;

std::string render(std::string_view option, const NotLinted& entry, std::string_view program) {
  if (is_in_archive(entry.path)) return "unpack the archive to render it";
  return std::string(program) + " " + std::string(option) + " " + shell_word(entry.path);
}

std::string render_chart(const NotLinted& entry, std::string_view program) {
  return render("--helm", entry, program);
}

std::string render_kustomization(const NotLinted& entry, std::string_view program) {
  return render("-k", entry, program);
}

std::string name_it(const NotLinted&, std::string_view) {
  return "name it to read it";
}

std::string plan_it(const NotLinted&, std::string_view) {
  return "to get its profiles: terraform plan -out=plan && terraform show -json plan > "
         "plan.json, then --profiles plan.json";
}

std::string format_that_is_read(const NotLinted& entry, std::string_view) {
  return std::string(fargate::advice(entry.format));
}

}  // namespace

// A reason without a row does not compile (-Werror=switch).
NotLintedWords words_for(PassedOver why) {
  switch (why) {
    case PassedOver::not_kubernetes:
      return {"not a Kubernetes object", "ignored", "document", "without apiVersion and kind, in"};
    case PassedOver::other_format:
      return {"neither Kubernetes objects nor Fargate profiles in a known format",
              format_that_is_read};
    case PassedOver::commented_json:
      return {"JSON with comments, without apiVersion", "ignored", "document",
              "of JSON with comments and without apiVersion, in"};
    case PassedOver::behind_document:
      return {"after the end of a document", "ignored", "text",
              "after the end of a document, which kubectl drops, in"};
    case PassedOver::no_object:
      return {"list items that are not objects", "ignored", "item",
              "without apiVersion and kind, in the lists of"};
    case PassedOver::more_duplicate_keys:
      return {"more duplicate keys", "not shown", "duplicate key", "more, in"};
    case PassedOver::more_unreadable:
      return {"more unreadable documents", "unreadable", "document", "more, in"};
    case PassedOver::owned:
      return {"made by another object of the input", "counted once", "object",
              "that another object of the input makes, in"};
    case PassedOver::no_documents: return {"no documents", "empty", "file", "without a document"};
    case PassedOver::chart: return {"a Helm chart that is not rendered", render_chart};
    case PassedOver::patch: return {"a kustomize patch", render_kustomization};
    case PassedOver::kustomized:
      return {"a kustomization that is not rendered", render_kustomization};
    case PassedOver::gitignored:
      return {"ignored by .gitignore", "not read", "path", "ignored by .gitignore"};
    case PassedOver::left_out:
      return {"excluded by the config file", "not read", "path", "excluded by the config file"};
    case PassedOver::special_file: return {"a pipe or a device, not a file", name_it};
    case PassedOver::folder_link:
      return {"a symlink to a directory, which is not followed", name_it};
    case PassedOver::far_link: return {"a symlink that leads out of the repository", name_it};
    case PassedOver::dangling_link:
      return {"a symlink whose target does not exist", "not read", "symlink",
              "whose target does not exist"};
    case PassedOver::member_name:
      return {"an archive member with an unsafe name", "not read", "archive member",
              "with an unsafe name (absolute, with `..`, or not UTF-8)"};
    case PassedOver::member_link:
      return {"a link in an archive", "not read", "link", "in an archive"};
    case PassedOver::member_special:
      return {"a pipe or a device in an archive", "not read", "special file", "in an archive"};
    case PassedOver::member_sparse:
      return {"a sparse file in an archive", "not read", "sparse file", "in an archive"};
    case PassedOver::member_archive:
      return {"an archive in an archive", "not read", "archive", "in an archive"};
    case PassedOver::member_replaced:
      return {"replaced by a later archive member with the same name", "not read", "archive member",
              "replaced by a later one with the same name"};
    case PassedOver::terraform_source: return {"Terraform source, which is not evaluated", plan_it};
  }
  return {};
}

std::string not_linted_text(const NotLinted& entry) {
  const auto documents =
      entry.documents == 0 ? std::string() : counted(entry.documents, "document") + " of ";
  return documents + path_text(entry.path) + ": " + sanitise(words_for(entry.why).reason);
}

std::string not_linted_help(const NotLinted& entry, std::string_view program) {
  const auto help = words_for(entry.why).help;
  return help == nullptr ? std::string() : help(entry, program);
}

}  // namespace fargate_lint::report
