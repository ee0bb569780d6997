/** What a book costs. */
package io.holdfast.benchmarks.book;
